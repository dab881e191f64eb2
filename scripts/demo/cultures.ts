/** A name as its bearer writes it and as a bank prints it. */
export interface Name {
  native: string;
  latin: string;
}

/** Word lists of one language: people, and the words that company names are made of. */
export interface Culture {
  given: Name[];
  family: Name[];
  familyFirst: boolean;
  /** First words of company names. */
  brands: Name[];
  /** What companies do. */
  trades: Name[];
  /** What stands at the end of the name: a legal form or nothing. */
  forms: Name[];
  /** The form stands in front: "PT Maju Jaya". */
  formFirst: boolean;
  streets: string[];
}

/** "Anna Li:李 La_Paz": names parted by spaces, an underscore for a space inside, the native form after a colon. */
function names(list: string): Name[] {
  return list.split(' ').map((entry) => {
    const [latin = '', native = latin] = entry.replaceAll('_', ' ').split(':');
    return { latin, native };
  });
}

function culture(words: {
  given: string;
  family: string;
  brands: string;
  trades: string;
  forms: string;
  streets: string;
  familyFirst?: boolean;
  formFirst?: boolean;
}): Culture {
  return {
    given: names(words.given),
    family: names(words.family),
    familyFirst: words.familyFirst ?? false,
    brands: names(words.brands),
    trades: names(words.trades),
    forms: words.forms.split('|').map((form) => names(form.replaceAll(' ', '_'))[0] ?? { latin: '', native: '' }),
    formFirst: words.formFirst ?? false,
    streets: words.streets.split('|'),
  };
}

export const english = culture({
  given: 'Olivia Grace Hannah Ruth Amelia Nora James Owen Thomas Henry Samuel Daniel Elliot Priya Marcus Jasmine',
  family:
    'Whitfield Carter Hughes Bennett Clarke Morgan Ashby Doyle Fletcher Sutton Barnes Okafor Lindqvist Reyes Walsh',
  brands:
    'Lakeside Harbour Copperfield Bluebell Northwind Redwood Stonebridge Fairweather Juniper Kestrel Oakline Summit',
  trades:
    'Analytics Logistics Studios Outfitters Dental_Group Bakeries Engineering Media Property Freight Coffee Joinery',
  forms: 'Ltd|LLC|Inc.|& Co.',
  streets: 'High Street|Mill Lane|Station Road|Church Walk|Maple Avenue|Dock Street',
});

export const german = culture({
  given: 'Anna Lukas Mia Jonas Katharina Felix Greta Matthias Lena Sebastian Ulrike Jürgen Änne Björn',
  family: 'Müller Hoffmann Krüger Schäfer Lehmann Brandt Voß Keller Winkler Böhm Zimmermann Auer Thoma',
  brands:
    'Nordlicht Kornblume Fernweh Hafenkante Lindenhof Grünwald Silberbach Isartal Rheinwerk Morgenstern Weitblick',
  trades: 'Druck Gartenbau Möbel Logistik Technik Optik Software Brauerei Feinkost Bau',
  forms: 'GmbH|UG|AG|& Söhne KG|e.K.',
  streets: 'Hauptstraße|Lindenallee|Am Markt|Bahnhofstraße|Goethestraße|Hafenweg',
});

export const french = culture({
  given: 'Camille Éloïse Manon Inès Hugo Antoine Théo Margaux Julien Aurélie Clément Noémie',
  family: 'Moreau Lefèvre Girard Roussel Chevalier Besnard Garnier Perrin Dubois Fontaine Leclercq',
  brands: 'Lumière Belleville Rivage Mistral Clairval Montclair Hirondelle Lavande Grand_Large Petit_Pont',
  trades: 'Conseil Traiteur Édition Menuiserie Optique Voyages Textile Nautisme Paysage Cosmétique',
  forms: 'SARL|SAS|& Fils',
  streets: 'rue de la Gare|avenue Jean Jaurès|quai des Brumes|rue Victor Hugo|place du Marché',
});

export const spanish = culture({
  given: 'Lucía Javier Marta Íñigo Carmen Álvaro Paula Andrés Sofía Mateo Elena Begoña',
  family: 'García_Núñez Ortega Muñoz Ibáñez Serrano Peña Domínguez Vidal Castaño Echeverría',
  brands: 'Azahar Olivar Costa_Brava Alameda Viento_Sur Castaño Mirador Salinas Almendra Encina',
  trades: 'Ingeniería Cerámica Turismo Alimentación Arquitectura Diseño Textil Transportes',
  forms: 'S.L.|S.A.|Hermanos S.L.',
  streets: 'Calle Mayor|Avenida del Puerto|Calle de la Luna|Paseo de Gracia|Plaza Nueva',
});

export const portuguese = culture({
  given: 'Beatriz João Larissa Thiago Marina Caetano Luíza Rafael Débora Vinícius Simão Inês',
  family: 'Silva_Araújo Gonçalves Moura Cardoso Assunção Teixeira Barros Figueirôa Nóbrega Lacerda',
  brands: 'Ipê Jacarandá Maré_Alta Boa_Vista Aurora Pedra_Azul Sabiá Cajueiro Serra_Verde Horizonte',
  trades: 'Alimentos Logística Tecnologia Confecções Turismo Móveis Engenharia Cosméticos',
  forms: 'Ltda.|S.A.|ME|EIRELI',
  streets: 'Rua das Flores|Avenida Paulista|Rua do Comércio|Travessa da Praia|Alameda Santos',
});

export const southAsian = culture({
  given: 'Ayesha Bilal Fatima Hamza Zainab Usman Sana Imran Mariam Farhan Hira Saad Nadia Kamran',
  family: 'Khan Qureshi Siddiqui Malik Chaudhry Baig Hashmi Raza Mirza Abbasi Sheikh Javed',
  brands: 'Indus Margalla Chenab Ravi Khyber Karakoram Shalimar Sahil Noor Zarafshan Lahori Bolan',
  trades: 'Textiles Foods Traders Pharma Logistics Steel Surgical Leather Software Rice_Mills',
  forms: '(Pvt) Ltd|& Sons|Enterprises|SMC Ltd',
  streets: 'Main Boulevard|Shahrah-e-Faisal|Mall Road|Ferozepur Road|I.I. Chundrigar Road',
});

export const indian = culture({
  given: 'Aditi Rohan Ananya Vikram Kavya Arjun Meera Siddharth Lakshmi Karthik Ishita Devika',
  family: 'Sharma Iyer Banerjee Patel Reddy Nair Deshmukh Kulkarni Mehta Chatterjee Bhatt Menon',
  brands: 'Himgiri Saraswati Malabar Konkan Neelam Banyan Godavari Ashoka Mayura Sunrise Deccan',
  trades: 'Exports Infotech Spices Handlooms Diagnostics Agro Tools Jewellers Motors Packaging',
  forms: 'Pvt. Ltd.|LLP|& Bros.|Industries',
  streets: 'MG Road|Linking Road|Anna Salai|Park Street|Brigade Road',
});

export const bengali = culture({
  given:
    'Rahim:রহিম Nusrat:নুসরাত Tanvir:তানভীর Farzana:ফারজানা Sajid:সাজিদ Mitu:মিতু Arif:আরিফ Shirin:শিরিন Kamal:কামাল Rumana:রুমানা',
  family: 'Chowdhury:চৌধুরী Hossain:হোসেন Islam:ইসলাম Rahman:রহমান Akter:আক্তার Sarkar:সরকার Miah:মিয়া Bhuiyan:ভূঁইয়া',
  brands: 'Padma:পদ্মা Meghna:মেঘনা Jamuna:যমুনা Shapla:শাপলা Sonar_Tori:সোনার_তরী Surma:সুরমা Rupali:রূপালী Nabanna:নবান্ন',
  trades: 'Garments:গার্মেন্টস Traders:ট্রেডার্স Foods:ফুডস Jute_Mills:জুট_মিলস Technologies:টেকনোলজিস Books:প্রকাশনী Tea:চা_বাগান',
  forms: 'Limited:লিমিটেড|Ltd:লিমিটেড',
  streets: 'গুলশান এভিনিউ|ধানমন্ডি ২৭|মতিঝিল বা/এ|আগ্রাবাদ|জিন্দাবাজার',
});

export const arabic = culture({
  given:
    'Layla:ليلى Omar:عمر Salma:سلمى Khalid:خالد Mariam:مريم Yusuf:يوسف Noura:نورة Hassan:حسن Huda:هدى Tariq:طارق Reem:ريم',
  family:
    'Al-Mansouri:المنصوري Al-Hashimi:الهاشمي Haddad:حداد El-Sayed:السيد Al-Farsi:الفارسي Nasser:ناصر Khalil:خليل Al-Najjar:النجار',
  brands:
    'Al_Noor:النور Al_Waha:الواحة Gulf_Pearl:لؤلؤة_الخليج Al_Bustan:البستان Al_Rayan:الريان Sama:سما Al_Amal:الأمل Nakheel:النخيل',
  trades:
    'Trading:للتجارة Contracting:للمقاولات Foods:للأغذية Technology:للتقنية Medical:للمستلزمات_الطبية Furniture:للأثاث Tourism:للسياحة',
  forms: 'LLC:ذ.م.م|Co.:وشركاه|Establishment:مؤسسة',
  streets: 'شارع الشيخ زايد|شارع الكورنيش|شارع التحرير|طريق الملك فهد|شارع النيل',
});

export const chinese = culture({
  given: 'Wei:伟 Fang:芳 Xiaoming:晓明 Jing:静 Haoran:浩然 Yuting:雨婷 Zhiyuan:志远 Meiling:美玲 Jun:军 Lihua:丽华',
  family: 'Wang:王 Li:李 Zhang:张 Liu:刘 Chen:陈 Yang:杨 Zhao:赵 Huang:黄 Zhou:周 Wu:吴',
  familyFirst: true,
  brands: 'Huaxin:华信 Jinlong:金龙 Donghai:东海 Hongda:宏达 Ruifeng:瑞丰 Xinghe:星河 Bailing:百灵 Lianhua:联华',
  trades: 'Technology:科技 Trading:贸易 Logistics:物流 Electronics:电子 Textile:纺织 Foods:食品 Machinery:机械',
  forms: 'Co._Ltd.:有限公司|Co._Ltd.:股份有限公司',
  streets: '中山路|人民大道|南京西路|解放北路|科技园南区',
});

export const japanese = culture({
  given: 'Haruka:春香 Kenji:健二 Yui:結衣 Takumi:拓海 Sakura:さくら Daichi:大地 Aoi:葵 Naoki:直樹 Emi:恵美',
  family: 'Sato:佐藤 Suzuki:鈴木 Takahashi:高橋 Tanaka:田中 Watanabe:渡辺 Kobayashi:小林 Yamamoto:山本 Nakamura:中村',
  familyFirst: true,
  formFirst: true,
  brands: 'Fuji:富士 Hikari:ひかり Asahi:旭 Minato:みなと Midori:みどり Kita:北 Tsubame:つばめ Aozora:青空',
  trades: 'Seisakusho:製作所 Shoji:商事 Denki:電機 Foods:食品 Printing:印刷 Design:デザイン Unyu:運輸',
  forms: 'K.K.:株式会社|Y.K.:有限会社|GK:合同会社',
  streets: '中央1丁目|港南2丁目|本町3丁目|青葉台5丁目|栄町4丁目',
});

export const ukrainian = culture({
  given: 'Oksana:Оксана Andrii:Андрій Daryna:Дарина Taras:Тарас Sofiia:Софія Bohdan:Богдан Iryna:Ірина Maksym:Максим',
  family:
    'Shevchenko:Шевченко Kovalenko:Коваленко Bondar:Бондар Tkachuk:Ткачук Melnyk:Мельник Lysenko:Лисенко Hrytsak:Грицак',
  brands: 'Dnipro:Дніпро Kalyna:Калина Zoria:Зоря Svitanok:Світанок Karpaty:Карпати Obrii:Обрій Lastivka:Ластівка',
  trades: 'Agro:Агро Trade:Трейд Bud:Буд Tekhnika:Техніка Soft:Софт Logistyka:Логістика Mebli:Меблі',
  forms: 'TOV:ТОВ|PP:ПП|FOP:ФОП',
  formFirst: true,
  streets: 'вул. Хрещатик|вул. Шевченка|просп. Свободи|вул. Дерибасівська',
});

export const bulgarian = culture({
  given: 'Elena:Елена Georgi:Георги Desislava:Десислава Nikolai:Николай Rayna:Райна Stoyan:Стоян Yana:Яна',
  family: 'Dimitrova:Димитрова Ivanov:Иванов Petkova:Петкова Stoichkov:Стоичков Hristova:Христова Kolev:Колев',
  brands: 'Rila:Рила Maritsa:Марица Roza:Роза Balkan:Балкан Lev:Лъв Trakia:Тракия',
  trades: 'Invest:Инвест Stroi:Строй Foods:Фуудс Tekstil:Текстил Soft:Софт Trans:Транс',
  forms: 'OOD:ООД|EOOD:ЕООД|AD:АД',
  streets: 'бул. Витоша|ул. Раковски|ул. Гурко|бул. Княз Борис I',
});

export const nigerian = culture({
  given: 'Chiamaka Adebayo Ngozi Emeka Funmilayo Tunde Amaka Ibrahim Yetunde Chukwudi Halima Segun',
  family: 'Okonkwo Adeyemi Balogun Eze Abubakar Ogunleye Nwosu Danjuma Afolabi Obi Oyelaran',
  brands: 'Lekki Savannah Golden_Crown Zuma Palmgrove Eko Niger_Delta Sapphire Oduduwa Kainji',
  trades: 'Ventures Agro-Allied Technologies Logistics Foods Fashion Energy Pharmacy Haulage',
  forms: 'Ltd|Nigeria Ltd|Global Resources|& Sons Ltd',
  streets: 'Adeola Odeku Street|Allen Avenue|Broad Street|Aba Road|Herbert Macaulay Way',
});

export const kenyan = culture({
  given: 'Wanjiku Kamau Achieng Otieno Njeri Kipchoge Makena Barasa Akinyi Mutua Chebet Odhiambo',
  family: 'Mwangi Odhiambo Wafula Kiplagat Kariuki Nyambura Omondi Muthoni Cheruiyot Musyoka',
  brands: 'Savanna Uhuru Baraka Kilimo Rift_Valley Twiga Maua Safari Pwani Simba',
  trades: 'Tours Flowers Growers Tech Sacco Logistics Dairy Coffee Hardware',
  forms: 'Ltd|Limited|Enterprises',
  streets: 'Moi Avenue|Kenyatta Avenue|Ngong Road|Mombasa Road|Oginga Odinga Street',
});

export const indonesian = culture({
  given: 'Siti Budi Dewi Agus Putri Bayu Ratna Hendra Ayu Rizky Wulan Dimas',
  family: 'Santoso Wijaya Lestari Pratama Hidayat Kusuma Siregar Nugroho Halim Saputra',
  brands: 'Maju_Jaya Sinar_Mas Cahaya Bintang_Timur Nusantara Melati Garuda Samudra Anugerah Rimba',
  trades: 'Tekstil Logistik Digital Kuliner Mebel Konstruksi Agro Percetakan',
  forms: 'PT|CV|UD',
  formFirst: true,
  streets: 'Jl. Sudirman|Jl. Merdeka|Jl. Gatot Subroto|Jl. Malioboro|Jl. Diponegoro',
});
